import pack
import pack
from pack import leaf
try:
    import pack.broken
except ValueError:
    pass
try:
    import no_such_module
except ImportError:
    pass
