"""The package."""
print('init package', __name__, __package__, __path__ is not None)
version = '1.0'
__all__ = ['alpha', 'version', 'listed']
listed = 'in all'
_private = 'hidden'
