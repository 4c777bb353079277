value = 'ns two'
