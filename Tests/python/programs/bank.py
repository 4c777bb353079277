# Classes, decorators, context managers and exceptions in a small business program.
import functools
from contextlib import contextmanager
from decimal import Decimal


class BankError(Exception): pass


class InsufficientFunds(BankError):
    def __init__(self, account, needed):
        super().__init__(f'{account.owner} has {account.balance}, needs {needed}')
        self.missing = needed - account.balance


def positive(method):
    @functools.wraps(method)
    def checked(self, amount, *rest):
        amount = Decimal(amount)
        if amount <= 0:
            raise ValueError(f'amount must be positive, not {amount}')
        return method(self, amount, *rest)
    return checked


class Account:
    _next = 1

    def __init__(self, owner, balance='0'):
        self.owner, self.balance, self.history = owner, Decimal(balance), []
        self.number, Account._next = Account._next, Account._next + 1

    @positive
    def deposit(self, amount):
        self.balance += amount
        self.history.append(('deposit', amount))

    @positive
    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(self, amount)
        self.balance -= amount
        self.history.append(('withdraw', amount))

    def __repr__(self): return f'<{type(self).__name__} {self.number} {self.owner}: {self.balance:.2f}>'
    def __lt__(self, other): return self.balance < other.balance


class Savings(Account):
    rate = Decimal('0.025')

    def interest(self):
        for year in range(3):
            self.deposit((self.balance * self.rate).quantize(Decimal('0.01')))
            yield self.balance


@contextmanager
def transaction(*accounts):
    saved = [(a, a.balance, list(a.history)) for a in accounts]
    try:
        yield
    except BankError as e:
        for account, balance, history in saved:
            account.balance, account.history = balance, history
        print('rolled back:', e)
    else:
        print('committed')


a, b = Account('ann', '100'), Savings('bob', '50.50')
with transaction(a, b):
    a.withdraw('30')
    b.deposit('30')
with transaction(a, b):
    b.deposit(1000)
    a.withdraw(1000)
print(a, b, a.history, b.history, sep='\n')
for bad in ('-5', 0):
    try:
        a.deposit(bad)
    except ValueError as e:
        print(e)
try:
    a.withdraw('70.01')
except InsufficientFunds as e:
    print(e, '| missing', e.missing)
print(list(b.interest()), sorted([b, a]), a.deposit.__name__, max(a, b).owner)
