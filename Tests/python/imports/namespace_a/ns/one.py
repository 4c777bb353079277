value = 'ns one'
