# Runs one of CPython's test files and writes a line for each test: `passed|failed|skipped NAME`, `began NAME` before it, and `end` behind all.
#
#   _run.py test_name results [name-not-to-run…]
#
# A name is the test's id without the module: `Class.test_method`. What a test prints goes where it would; results go to the file.
import os
import sys
import unittest


def name_of(test):
    if isinstance(test, unittest.case._SubTest):
        test = test.test_case
    name = test.id()
    prefix = 'test.' + module + '.'
    return name[len(prefix):] if name.startswith(prefix) else name.replace(' ', '_')


class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.verdict = 'passed'
        print('began', name_of(test), file=results)

    def stopTest(self, test):
        super().stopTest(test)
        print(self.verdict, name_of(test), file=results)

    def fail(self, test, error):
        text = self._exc_info_to_string(error, test if not isinstance(test, unittest.case._SubTest) else test.test_case)
        print(name_of(test), text, sep='\n', file=sys.stderr)
        if isinstance(test, (unittest.TestCase, unittest.case._SubTest)) or hasattr(self, 'verdict') and hasattr(test, 'run'):
            self.verdict = 'failed'
        if not isinstance(test, (unittest.TestCase, unittest.case._SubTest)):
            print('failed', name_of(test), file=results)  # setUpClass, setUpModule: no test of theirs is run.

    def addError(self, test, error):
        self.fail(test, error)

    def addFailure(self, test, error):
        self.fail(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.fail(subtest, error)

    def addSkip(self, test, reason):
        self.verdict = 'skipped'
        if not isinstance(test, unittest.TestCase):
            print('skipped', name_of(test), file=results)

    def addUnexpectedSuccess(self, test):
        self.verdict = 'failed'


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


if __name__ == '__main__':  # multiprocessing imports this file again.
    module, path, *excluded = sys.argv[1:]
    sys.argv[1:] = []
    results = open(path, 'w', buffering=1)
    suite = unittest.TestSuite()
    try:
        loaded = unittest.defaultTestLoader.loadTestsFromName('test.' + module)
    except unittest.SkipTest:
        loaded = ()
    for test in flatten(loaded):
        if name_of(test) not in excluded:
            suite.addTest(test)
    suite.run(Result())
    print('end', file=results)
    results.close()
    sys.stdout.flush()
    os._exit(0)
