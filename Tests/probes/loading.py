import math
import pack.leaf
try:
    import pack.broken
except Exception:
    pass
