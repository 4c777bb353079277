# xml.parsers.expat: all handlers, attributes and errors; what is built on it.
import io
import pyexpat
from xml.parsers import expat

DOCUMENT = b'''<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!-- c --><?pi x?>
<!DOCTYPE q SYSTEM "e.dtd" [<!ELEMENT q ((a|b*),c?)+><!ELEMENT a (#PCDATA|b)*><!ELEMENT b EMPTY><!ELEMENT c ANY>
<!ATTLIST q x CDATA #REQUIRED y (o|p) "p" z NMTOKEN #FIXED "z">
<!ENTITY e "text"><!ENTITY f SYSTEM "sys"><!ENTITY g PUBLIC "pp" "s" NDATA n><!NOTATION n PUBLIC "pub"><!ENTITY % pe "v">]>
<q x="1" xmlns:m="urn:x"><a>t&e;&lt;<![CDATA[cd]]></a><m:z m:k="v"/>
line \xc3\xa9 \xe2\x82\xac</q>
'''


def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e, getattr(e, 'code', ''), getattr(e, 'offset', ''), getattr(e, 'lineno', ''))


names = [n for n in dir(pyexpat.ParserCreate()) if n.endswith('Handler')]
print(names)


def listen(p, skip=()):
    for n in names:
        if n not in skip:
            setattr(p, n, (lambda n: lambda *a: (print(n, a), 1)[1])(n))


for kw in [{}, dict(namespace_separator='!'), dict(namespace_separator='')]:
    p = expat.ParserCreate(**kw)
    listen(p)
    attempt(lambda: p.Parse(DOCUMENT, True))
    print(sorted(map(str, p.intern)))
    p = expat.ParserCreate(**kw)
    p.ordered_attributes = True
    p.specified_attributes = 1
    p.namespace_prefixes = True
    listen(p, ('DefaultHandler', 'DefaultHandlerExpand'))
    attempt(lambda: p.Parse(DOCUMENT, True))

# attributes
p = expat.ParserCreate()
attempt(lambda: setattr(p, 'foo', 1))
attempt(lambda: setattr(p, 'buffer_size', 'a'))
attempt(lambda: setattr(p, 'buffer_size', 0))
attempt(lambda: setattr(p, 'buffer_size', 1 << 40))
attempt(lambda: setattr(p, 'ErrorCode', 1))
attempt(lambda: delattr(p, 'buffer_size'))
attempt(lambda: delattr(p, 'StartElementHandler'))
attempt(lambda: p.foo)
print(p.buffer_text, p.buffer_size, p.buffer_used, p.CurrentByteIndex, p.CurrentLineNumber, p.ErrorColumnNumber)

# arguments
attempt(lambda: expat.ParserCreate(1))
attempt(lambda: expat.ParserCreate('x', 'ab'))
attempt(lambda: expat.ParserCreate('x', 3))
attempt(lambda: expat.ParserCreate(intern=3))
attempt(lambda: expat.ParserCreate('a\0b'))
attempt(lambda: expat.ParserCreate('foo').Parse(b'<a/>', 1))
attempt(lambda: expat.ParserCreate('iso-8859-15').Parse(b'<a>\xe9</a>', 1))
attempt(lambda: expat.ParserCreate().Parse(b'<a></b>', 1))
attempt(lambda: expat.ParserCreate().Parse(5))
attempt(lambda: expat.ParserCreate().Parse('<a\udc00>'))
attempt(lambda: expat.ParserCreate().ParseFile(5))
attempt(lambda: expat.ParserCreate().ParseFile(io.StringIO('<a/>')))
attempt(lambda: expat.ParserCreate().ParseFile(io.BytesIO(b'<a>' + b'x' * 5000 + b'</a>')))
attempt(lambda: (expat.ErrorString(3), expat.ErrorString(1000)))
attempt(lambda: type(p)())
attempt(lambda: type('X', (type(p),), {}))
print(expat.errors.XML_ERROR_SYNTAX, expat.errors.codes['no element found'], expat.errors.messages[7], expat.model.XML_CTYPE_SEQ)

# exceptions of handlers
p = expat.ParserCreate()
p.StartElementHandler = lambda *a: 1 / 0
attempt(lambda: p.Parse(b'<a>'))
attempt(lambda: p.Parse(b'</a>', 1))
p = expat.ParserCreate()
p.NotStandaloneHandler = lambda: None
attempt(lambda: p.Parse(b'<!DOCTYPE q SYSTEM "e"><q/>'))
p = expat.ParserCreate()
p.NotStandaloneHandler = lambda: 0
attempt(lambda: p.Parse(b'<!DOCTYPE q SYSTEM "e"><q/>'))

# buffered text
p = expat.ParserCreate()
p.CharacterDataHandler = lambda d: print((d, p.GetInputContext(), p.CurrentByteIndex))
p.buffer_text = True
p.buffer_size = 5
attempt(lambda: p.Parse(b'<q>ab&lt;c<b/>xx\nyyyyyyyyyyyyyyyyyy zz</q>'))

# an external entity
p = expat.ParserCreate()


def external(context, base, system, public):
    print('external', repr(context), base, system, public)
    return p.ExternalEntityParserCreate(context).Parse(b'<inner>\xc3\xa4</inner>', True)


p.SetBase('base')
p.ExternalEntityRefHandler = external
p.StartElementHandler = lambda *a: print('start', a)
p.CharacterDataHandler = lambda d: print('text', d)
attempt(lambda: p.Parse('<!DOCTYPE d [<!ENTITY e SYSTEM "file">]><d>&e;</d>', True))

# what is built on it
import plistlib
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax
import xmlrpc.client
root = ET.fromstring('<r a="1"><b>t</b>tail<c/></r>')
print([(e.tag, e.attrib, e.text, e.tail) for e in root.iter()], ET.tostring(root))
attempt(lambda: ET.fromstring('<r>'))
print(xml.dom.minidom.parseString('<r a="1"><b>t</b><!--c--></r>').toprettyxml(indent=' '))


class Handler(xml.sax.ContentHandler):
    def startElement(self, name, attrs):
        print('sax', name, dict(attrs))


xml.sax.parseString(b'<r a="1"><b/></r>', Handler())
print(plistlib.loads(plistlib.dumps({'a': [1, 2.5, True, b'x', 's']})))
print(xmlrpc.client.loads(xmlrpc.client.dumps((1, 'a', [2.5, None]), 'm', allow_none=True)))
