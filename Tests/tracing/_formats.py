"""Checks of the formats that traces come in, each against what its documentation demands: Speedscope's schema, Chrome's "Trace Event Format", pprof's
profile.proto (by a decoder of its own), folded stacks, SVG as XML."""
import collections
import gzip
import json
import re
import time
import xml.etree.ElementTree as ElementTree


def lines_of(text):
    """The events of a text trace: (event, depth, rest)."""
    rows = []
    for line in text.splitlines():
        if line.startswith('#'):
            continue
        m = re.fullmatch(r'(\d+)\t +([a-z-]+):( *)(.*)', line) or re.fullmatch(r'(\d+)\t([a-z-]+):( *)(.*)', line)
        assert m, f'not a line of a trace: {line!r}'
        rows.append((m[2], len(m[3]), m[4]))
    return rows


def without_times(text):
    return ''.join(re.sub(r'^\d+\t', '', line) + '\n' for line in text.splitlines())


def balanced(rows):
    """Depths say that every return belongs to the entry before; the depth at the end."""
    open_ = []
    for event, depth, rest in rows:
        if event == 'function-entry':
            # Deeper than 1000 it is not indented any more.
            assert depth == min(len(open_), 1000), (event, depth, rest, open_[-3:])
            open_.append(rest.rsplit(':', 1)[0])
        elif event == 'function-return':
            assert open_, (event, rest)
            assert open_.pop() == rest.rsplit(':', 1)[0], rest
            assert depth == min(len(open_), 1000), (event, depth, rest)
    return len(open_)


def check_folded(text):
    stacks = {}
    for line in text.decode().splitlines():
        m = re.fullmatch(r'(.+) (\d+)', line)
        assert m, line
        assert m[1] not in stacks and int(m[2]) > 0, line
        stacks[m[1]] = int(m[2])
    assert stacks
    return stacks


def check_svg(text):
    root = ElementTree.fromstring(text)
    names = {'s': 'http://www.w3.org/2000/svg'}
    assert root.tag == '{http://www.w3.org/2000/svg}svg'
    boxes = root.findall('s:g', names)
    assert boxes
    rows = {}
    for box in boxes:
        title, rect = box.find('s:title', names).text, box.find('s:rect', names)
        x, y, width = (float(rect.get(k)) for k in ('x', 'y', 'width'))
        assert 0 <= x and x + width <= 1200.2, title
        rows.setdefault(y, []).append((x, width))
        assert re.search(r': .*, \d+\.\d%$', title), title
    # Boxes of one row do not overlap.
    for row in rows.values():
        row.sort()
        for (x, width), (next_x, _) in zip(row, row[1:]):
            assert x + width <= next_x + 0.15, (x, width, next_x)
    return boxes


def check_speedscope(text):
    """What file-format-schema.json and its file spec demand of an evented profile."""
    data = json.loads(text)
    assert data['$schema'] == 'https://www.speedscope.app/file-format-schema.json'
    frames = data['shared']['frames']
    for frame in frames:
        assert set(frame) <= {'name', 'file', 'line', 'col'} and isinstance(frame['name'], str), frame
        assert isinstance(frame.get('line', 0), int) and isinstance(frame.get('file', ''), str)
    assert 0 <= data['activeProfileIndex'] < len(data['profiles'])
    for profile in data['profiles']:
        assert profile['type'] == 'evented' and profile['unit'] in ('nanoseconds', 'none') and isinstance(profile['name'], str)
        assert profile['startValue'] <= profile['endValue']
        stack, last = [], profile['startValue']
        for event in profile['events']:
            assert set(event) == {'type', 'frame', 'at'}
            assert last <= event['at'] <= profile['endValue']
            last = event['at']
            assert 0 <= event['frame'] < len(frames)
            if event['type'] == 'O':
                stack.append(event['frame'])
            else:
                assert event['type'] == 'C' and stack.pop() == event['frame']
        assert not stack
    return data


def check_chrome(text, complete=True):
    """What the "Trace Event Format" demands; the closing bracket of an array may be missing."""
    text = text.decode()
    if not complete and not text.rstrip().endswith(']'):
        text = text.rstrip().rstrip(',') + ']'
    events = json.loads(text)
    stacks = collections.defaultdict(list)
    last = {}
    for event in events:
        assert event['ph'] in 'BEiM' and isinstance(event['pid'], int) and isinstance(event['tid'], int), event
        assert isinstance(event['ts'], (int, float))
        if event['ph'] == 'M':
            assert event['name'] in ('process_name', 'thread_name') and isinstance(event['args']['name'], str)
            continue
        thread = event['tid']
        assert event['ts'] >= last.get(thread, 0)
        last[thread] = event['ts']
        if event['ph'] == 'E':
            stacks[thread].pop()
        else:
            assert isinstance(event['name'], str) and isinstance(event['cat'], str)
            assert isinstance(event.get('args', {}), dict)
            if event['ph'] == 'B':
                stacks[thread].append(event['name'])
            else:
                assert event['s'] in 'gpt'
    if complete:
        assert not any(stacks.values()), stacks
    return events


class Profile:
    """Decodes pprof's message `Profile`, and checks that its parts refer to each other."""

    def __init__(self, data):
        data = gzip.decompress(data)
        fields = self.fields(data)
        self.strings = [v.decode() for v in fields[6]]
        assert self.strings[0] == ''
        self.types = [self.value_type(v) for v in fields[1]]
        self.function_rows, self.locations = {}, {}
        for raw in fields[5]:
            f = self.fields(raw)
            number = f[1][0]
            assert number > 0 and number not in self.function_rows
            self.function_rows[number] = (self.strings[f[2][0]], self.strings[f[4][0]] if 4 in f else '')
        for raw in fields[4]:
            f = self.fields(raw)
            number, line = f[1][0], self.fields(f[4][0])
            assert number > 0 and number not in self.locations
            assert line[1][0] in self.function_rows
            self.locations[number] = line[1][0]
        self.samples = []
        for raw in fields[2]:
            f = self.fields(raw)
            stack, values = self.packed(f[1][0]), self.packed(f[2][0])
            assert len(values) == len(self.types) and all(n in self.locations for n in stack)
            self.samples.append((stack, values))
        self.duration = fields[10][0]
        assert abs(fields[9][0] / 1e9 - time.time()) < 3600
        self.period = fields[12][0] if 12 in fields else 0

    def varint(self, data, at):
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value, at

    def fields(self, data):
        result, at = collections.defaultdict(list), 0
        while at < len(data):
            key, at = self.varint(data, at)
            if key & 7 == 0:
                value, at = self.varint(data, at)
            else:
                assert key & 7 == 2, key
                length, at = self.varint(data, at)
                assert at + length <= len(data)
                value = data[at:at + length]
                at += length
            result[key >> 3].append(value)
        return result

    def packed(self, data):
        values, at = [], 0
        while at < len(data):
            value, at = self.varint(data, at)
            values.append(value)
        return values

    def value_type(self, raw):
        f = self.fields(raw)
        return self.strings[f[1][0]], self.strings[f[2][0]]

    def functions(self):
        """name -> the two values of samples whose innermost function it is."""
        total = collections.defaultdict(lambda: [0, 0])
        for stack, values in self.samples:
            name = self.function_rows[self.locations[stack[0]]][0]
            for i, value in enumerate(values):
                total[name][i] += value
        return total.items()
