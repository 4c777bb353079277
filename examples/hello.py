print("Hello from", __import__("sys").version.split()[0])
