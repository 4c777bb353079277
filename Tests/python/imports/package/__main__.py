print('main of package', __name__)
