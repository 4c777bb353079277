import gc
gc.collect()
gc.collect(0)
