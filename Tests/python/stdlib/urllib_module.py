# urllib.parse, html, ipaddress, uuid, calendar, mimetypes.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import calendar
import html
import ipaddress
import uuid
from html.parser import HTMLParser
from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, unquote, unquote_plus, urlencode, urljoin, urlparse, urlsplit, urlunsplit

u = urlparse('https://user:pw@host.com:8080/path;p?q=1&r=a%20b#frag')
print(u, u.hostname, u.port, u.username, u.geturl(), urlsplit('//net/p?q'), urlunsplit(('http', 'h', '/p', 'q=1', 'f')))
print(quote('a b/é&'), quote('a/b', safe=''), quote_plus('a b+c'), unquote('a%20%C3%A9'), unquote_plus('a+b'), urlencode({'a': 1, 'b': 'x y'}), urlencode({'k': [1, 2]}, doseq=True), parse_qs('a=1&a=2&b='), parse_qsl('a=1&b=', keep_blank_values=True))
print([urljoin('http://h/a/b/c', x) for x in ('d', '/d', '../d', '?q', '#f', '//other/x', 'http://z')])
error(lambda: urlparse('http://h:99999').port)
error(lambda: urlparse('http://[::1'))
print(html.escape('<a href="x">&\'</a>'), html.unescape('&lt;&amp;&eacute;&#65;&#x42;&nope;'))


class P(HTMLParser):
    def handle_starttag(self, tag, attrs): print('start', tag, attrs)
    def handle_endtag(self, tag): print('end', tag)
    def handle_data(self, data): print('data', repr(data))
    def handle_comment(self, data): print('comment', data)


P().feed('<p class="a" id=b>text &amp; more<br/><!-- c --></p>')
n = ipaddress.ip_network('192.168.0.0/29')
print(n, n.num_addresses, list(n.hosts())[:2], ipaddress.ip_address('10.0.0.1') + 1, ipaddress.ip_address('::1').is_loopback, ipaddress.ip_address('10.0.0.1') in ipaddress.ip_network('10.0.0.0/8'), n.netmask, ipaddress.ip_address('2001:db8::1').exploded, sorted([ipaddress.ip_address('10.0.0.2'), ipaddress.ip_address('9.0.0.1')]))
error(lambda: ipaddress.ip_address('300.1.1.1'))
error(lambda: ipaddress.ip_network('10.0.0.1/8'))
x = uuid.UUID('12345678-1234-5678-1234-567812345678')
print(x, x.hex, x.int, x.version, uuid.uuid5(uuid.NAMESPACE_DNS, 'python.org'), uuid.uuid3(uuid.NAMESPACE_URL, 'x'), len(str(uuid.uuid4())), uuid.uuid4().version)
error(lambda: uuid.UUID('nope'))
print(calendar.month(2024, 2), calendar.isleap(2000), calendar.monthrange(2023, 2), calendar.weekday(2024, 1, 1), calendar.TextCalendar(6).formatmonth(2024, 9), calendar.timegm((1970, 1, 2, 0, 0, 0)), list(calendar.day_abbr))
