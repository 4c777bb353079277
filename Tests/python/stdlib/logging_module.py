# logging: levels, handlers, formatters, filters, hierarchy, exceptions, configuration.
import io
import logging
import logging.config
import logging.handlers
import sys

stream = io.StringIO()
logger = logging.getLogger('app')
logger.setLevel(logging.DEBUG)
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter('%(levelname)s:%(name)s:%(funcName)s:%(message)s'))
logger.addHandler(handler)
logger.propagate = False
logger.debug('debug %s', 'arg')
logger.info('info %(a)d', {'a': 5})
logger.warning('warning')
logger.error('error %s %s', 1, 2)
logger.critical('critical')
logger.log(15, 'level 15')
logging.getLogger('app.child').info('from child')
print(stream.getvalue())
stream.seek(0), stream.truncate()
try:
    1 / 0
except ZeroDivisionError:
    logger.exception('failed')
print(stream.getvalue().replace(__file__, 'FILE'))
stream.seek(0), stream.truncate()
handler.setLevel(logging.ERROR)
logger.info('not shown')
handler.addFilter(lambda r: 'secret' not in r.getMessage())
logger.error('a secret')
logger.error('visible')
print(stream.getvalue(), logger.isEnabledFor(10), logger.getEffectiveLevel(), logging.getLogger('app.child').parent is logger, logging.getLevelName(20), logging.getLevelName('INFO'), logging.getLogger('app') is logger, logger, handler)
logging.addLevelName(25, 'NOTICE')
print(logging.getLevelName(25), logging.getLogger().name, logging.root.level)
logging.basicConfig(stream=sys.stdout, level=logging.INFO, format='{levelname} {message}', style='{', force=True)
logging.info('root info')
logging.debug('hidden')
logging.disable(logging.ERROR)
logging.error('disabled')
logging.disable(logging.NOTSET)
logging.getLogger('other').warning('propagates')
adapter = logging.LoggerAdapter(logging.getLogger('adapted'), {'user': 'u'})
adapter.info('adapted')
logging.config.dictConfig({'version': 1, 'formatters': {'f': {'format': 'dict %(message)s'}}, 'handlers': {'h': {'class': 'logging.StreamHandler', 'formatter': 'f', 'stream': 'ext://sys.stdout'}}, 'root': {'handlers': ['h'], 'level': 'DEBUG'}, 'disable_existing_loggers': False})
logging.debug('configured')
memory = logging.handlers.MemoryHandler(10, target=logging.StreamHandler(sys.stdout))
m = logging.getLogger('memory')
m.propagate = False
m.addHandler(memory)
m.warning('buffered')
print('before flush')
memory.flush()
record = logging.LogRecord('n', 30, 'path/file.py', 5, 'msg %s', ('x',), None)
print(record.getMessage(), record.levelname, record.filename, record.module, record, logging.Formatter('%(asctime)s').formatTime(logging.makeLogRecord({'created': 0.5, 'msecs': 500}), '%Y'))


class Custom(logging.Handler):
    def emit(self, record): print('custom', self.format(record))


c = logging.getLogger('c')
c.propagate = False
c.addHandler(Custom())
c.warning('to custom', stack_info=False, extra={'k': 1})
for bad in (lambda: logger.setLevel('NOPE'), lambda: logger.log('x', 'm'), lambda: logging.Formatter('%(x'), lambda: c.warning('m', extra={'message': 1})):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
