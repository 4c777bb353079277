# unittest: cases, assertions, fixtures, skips, subtests, expected failures, mock.
import io
import re
import unittest
from unittest import mock


class Sample(unittest.TestCase):
    log = []

    @classmethod
    def setUpClass(cls): cls.log.append('setUpClass')
    @classmethod
    def tearDownClass(cls): cls.log.append('tearDownClass')
    def setUp(self): self.addCleanup(self.log.append, 'cleanup')

    def test_assertions(self):
        self.assertEqual(1 + 1, 2)
        self.assertNotEqual(1, 2)
        self.assertTrue([1])
        self.assertIs(None, None)
        self.assertIn(1, [1])
        self.assertIsInstance(1, int)
        self.assertAlmostEqual(0.1 + 0.2, 0.3)
        self.assertGreater(2, 1)
        self.assertRegex('abc', 'b')
        self.assertCountEqual([1, 2], [2, 1])
        with self.assertRaises(ValueError) as caught:
            int('x')
        self.assertIn('invalid literal', str(caught.exception))
        with self.assertRaisesRegex(KeyError, 'k'):
            {}['k']
        with self.assertWarns(UserWarning):
            import warnings
            warnings.warn('w')
        with self.assertLogs('a') as logs:
            import logging
            logging.getLogger('a').error('logged')
        self.assertEqual(logs.output, ['ERROR:a:logged'])

    def test_fails(self): self.assertEqual([1, 2, 3], [1, 5, 3], 'my message')
    def test_fails_dict(self): self.assertDictEqual({'a': 1}, {'a': 2})
    def test_error(self): raise KeyError('broken')
    @unittest.skip('a reason')
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail('expected')
    @unittest.expectedFailure
    def test_unexpected(self): pass

    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)

    def test_mock(self):
        m = mock.Mock(return_value=5)
        self.assertEqual(m(1, x=2), 5)
        m.assert_called_once_with(1, x=2)
        m.child.method.side_effect = ValueError('side')
        with self.assertRaises(ValueError):
            m.child.method()
        with mock.patch('os.getcwd', return_value='/mocked'):
            import os
            self.assertEqual(os.getcwd(), '/mocked')
        g = mock.MagicMock()
        g.__len__.return_value = 3
        self.assertEqual(len(g), 3)
        self.assertEqual(g.mock_calls, [mock.call.__len__()])


out = io.StringIO()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(Sample)
result = unittest.TextTestRunner(stream=out, verbosity=2).run(suite)
text = re.sub(r'in \d\.\d+s', 'in TIME', out.getvalue())
text = re.sub(r'File ".*", line \d+', 'File FILE', text)
print(text)
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped), len(result.expectedFailures), len(result.unexpectedSuccesses), result.wasSuccessful())
print(Sample.log[0], Sample.log[-1], Sample.log.count('cleanup'))


class Async(unittest.IsolatedAsyncioTestCase):
    async def test_async(self): self.assertEqual(await self.value(), 5)
    async def value(self): return 5


print(unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Async)).wasSuccessful())
