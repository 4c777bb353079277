# minipy: differs: CPython has no such module
# minipy.probe checks what it is given, and is quiet when nobody listens; minipy.probes lists every marker.
import minipy

print(minipy.probe('name'), minipy.probe('name', 1, 2, 3, 4, 5), minipy.probe('name', 'ignored while nobody listens'))
for arguments in [(), (1,), ('name', 1, 2, 3, 4, 5, 6)]:
    try:
        minipy.probe(*arguments)
    except TypeError as e:
        print(e)
rows = minipy.probes()
print(len(rows) >= 30, rows[2])
print([name for provider, name, parameters, on in rows if on])
print(sorted({provider for provider, *_ in rows}))
