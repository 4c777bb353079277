# _elementtree: Element, SubElement, TreeBuilder, XMLParser, iterators, events, and their complaints.
import copy
import io
import pickle
import re
import xml.etree.ElementTree as ET
import _elementtree as E

print(E.Element is ET.Element, E.XMLParser is ET.XMLParser, E.TreeBuilder is ET.TreeBuilder, ET.ParseError.__mro__)
e = E.Element('a')


def attempt(text):
    try:
        print(text, '->', re.sub('0x[0-9a-f]+', '0x', repr(eval(text))))
    except BaseException as error:
        print(text, '!!', type(error).__name__, error, getattr(error, 'code', None), getattr(error, 'position', None))

for text in '''e.append(3)
e[0]
e['x']
e[0:2]
e.__setitem__(0,3)
e.__delitem__(0)
e.remove(e)
e.insert(0,3)
e.extend([1])
e.extend(3)
e.makeelement(1,2)
setattr(e,'attrib',3)
delattr(e,'attrib')
delattr(e,'text')
E.Element()
E.Element('a',3)
E.Element('a',{'x':'y'},z='3').attrib
E.Element('a',attrib={'x':'y'},tag=3).attrib
E.Element('a',attrib=3)
E.SubElement(3,'x')
E.SubElement(e,'x',q=1)
e.find('x'), e.find('.'), e.find('q')
e.findall('x'), e.findall('*'), list(e.iterfind('x'))
e.findtext('x'), e.findtext('y'), e.findtext('y',5)
e.__getstate__()
e.__setstate__(3)
e.get('q'), e.get('q',3), e.keys(), e.items()
e.set('q',3), e.items(), e.keys()
E.XMLParser(3)
E.XMLParser(encoding='nope').feed('<a/>')
E.XMLParser(encoding='nope').feed(b'<a/>')
E.XMLParser().feed(3)
E.XMLParser().feed('<a>&foo;</a>')
E.XMLParser().feed('<!DOCTYPE a SYSTEM "x"><a>&foo;</a>')
E.XMLParser().close()
ET.XML('<a><b></a>')
ET.XML('<a/>x')
ET.XML('')
ET.XML(b'<?xml version="1.0" encoding="iso-8859-2"?><a b="\\xb1">\\xe6</a>').text
ET.XML(b'<?xml version="1.0" encoding="cp1250"?><a>\\x8a</a>').text
ET.XML(b'<?xml version="1.0" encoding="nope"?><a/>')
E.TreeBuilder().close()
E.TreeBuilder().data(3)
E.TreeBuilder().end('x')
E.TreeBuilder().start('x')
E.TreeBuilder().start('x',3)
E.TreeBuilder(element_factory=3).start('x',{})
E.XMLParser()._setevents([],['nope'])
E.XMLParser()._setevents(3,['end'])
E.XMLParser()._setevents([],3)
E.XMLParser(target=object())._setevents([],['end'])
list(e.iter()), list(e.iter('x')), list(e.iter('*')), list(e.iter('nope')), list(e.iter(3))
copy.deepcopy(e)[0], copy.copy(e)[0] is e[0], len(e), bool(E.Element('x')), e == copy.copy(e)
ET.tostring(pickle.loads(pickle.dumps(ET.XML('<a b="c">d<e/>f</a>'))))'''.split('\n'):
    attempt(text)
document = '''<?xml version="1.0"?><!-- before --><root xmlns="urn:d" xmlns:p="urn:p" p:k="v" k='a&lt;b'>one<!-- in -->two
<p:child>text &amp; more</p:child>tail<?go now?><empty/>Grüße 𝄞<p:child><p:child>deep</p:child></p:child></root>'''
root = ET.XML(document)
print(ET.tostring(root, 'unicode'))
print([x.tag for x in root.iter()], list(root.itertext()), root.attrib)
print([x.tag for x in root.iter('{urn:p}child')], root.findall('{urn:p}child/{urn:p}child')[0].text, root.find('{*}empty').tail)
for event, thing in ET.iterparse(io.StringIO(document), ['start', 'end', 'start-ns', 'end-ns', 'comment', 'pi']):
    print(event, thing if thing is None or type(thing) is tuple else (getattr(thing.tag, '__name__', thing.tag), thing.text))
parser = ET.XMLPullParser(['end'])
for i in range(0, len(document), 7):
    parser.feed(document[i:i + 7])
print([x.tag for _, x in parser.read_events()])
builder = ET.TreeBuilder(insert_comments=True, insert_pis=True)
print(ET.tostring(ET.XML(document, ET.XMLParser(target=builder)), 'unicode'))


class Target:
    def __init__(self):
        self.log = []

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return lambda *args: self.log.append((name, *args)) or name

target = Target()
parser = ET.XMLParser(target=target)
parser.entity['mine'] = 'ENTITY'
parser.feed('<!DOCTYPE a PUBLIC "pub" "sys"><a x="1">t&mine;<b/><!--c--><?p q?></a>')
print(parser.close(), target.log)


class Raises:
    def start(self, tag, attributes):
        raise ZeroDivisionError(tag)

try:
    ET.XML('<a><b/></a>', ET.XMLParser(target=Raises()))
except ZeroDivisionError as error:
    print(repr(error))


class Own(ET.Element):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.more = 1

tree = ET.XML('<a><b>x</b></a>', ET.XMLParser(target=ET.TreeBuilder(Own)))
print(type(tree).__name__, tree.more, tree[0].text, ET.tostring(tree))
tree[:] = [ET.Element('c'), ET.Element('d')]
tree[1:1] = [ET.Element('m')]
del tree[0]
tree.remove(tree[0])
print(ET.tostring(tree), tree.clear(), ET.tostring(tree), len(tree))
ET.indent(root)
print(ET.tostring(root, 'unicode', short_empty_elements=False))
out = io.BytesIO()
ET.ElementTree(root).write(out, 'utf-16', xml_declaration=True)
print(ET.parse(io.BytesIO(out.getvalue())).getroot().tag, ET.canonicalize(document))
