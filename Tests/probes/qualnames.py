class Outer:
    class Inner:
        def method(self):
            def nested(): return 1
            return nested()


Outer.Inner().method()
