# email, mailbox-free messages; xml is left out.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import email
from email.message import EmailMessage
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, parseaddr

m = EmailMessage()
m['Subject'] = 'Héllo'
m['From'] = 'A <a@x.org>'
m['To'] = 'b@y.org, c@z.org'
m.set_content('Body text\nline 2\n')
m.add_attachment(b'data', maintype='application', subtype='octet-stream', filename='f.bin')
print(m['subject'], m.is_multipart(), [p.get_content_type() for p in m.walk()], m.get_body().get_content(), next(m.iter_attachments()).get_filename())
parsed = email.message_from_string('Subject: =?utf-8?q?caf=C3=A9?=\nX-A: 1\nX-A: 2\nContent-Type: text/plain; charset=utf-8\n\nhello\n')
print(parsed['Subject'], parsed.get_all('x-a'), parsed.get_payload(), parsed.get_content_charset(), email.header.decode_header(parsed['Subject']), sorted(parsed.keys()))
print(MIMEText('tëxt').as_string(), formataddr(('Né', 'a@b')), parseaddr('X Y <x@y>'), formatdate(0))
