from .. import version as v
from ..beta import helper
value = ('deep', v, helper())
