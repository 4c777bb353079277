print('init alpha', __name__, __package__)
from . import version
from .sub import deep
from .sub.deep import value as deep_value
name = 'alpha'
