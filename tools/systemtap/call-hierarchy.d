#!/usr/sbin/dtrace -qs
/*
 * Calls and returns inside of a function named "start", indented by depth, on systems with DTrace:
 *
 *   dtrace -q -s call-hierarchy.d -c "minipy script.py"
 *
 * Columns: nanoseconds, probe, file:function:line.
 */

self int depth;

python$target:::function-entry
/copyinstr(arg1) == "start"/
{
  self->inside = 1;
}

python$target:::function-entry
/self->inside/
{
  printf("%d\t%15s:%*s%s:%s:%d\n", timestamp, probename, self->depth, "", basename(copyinstr(arg0)), copyinstr(arg1), arg2);
  self->depth++;
}

python$target:::function-return
/self->inside/
{
  self->depth--;
  printf("%d\t%15s:%*s%s:%s:%d\n", timestamp, probename, self->depth, "", basename(copyinstr(arg0)), copyinstr(arg1), arg2);
}

python$target:::function-return
/copyinstr(arg1) == "start"/
{
  self->inside = 0;
}
