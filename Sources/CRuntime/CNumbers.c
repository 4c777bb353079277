#define _GNU_SOURCE
#include "CNumbers.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static locale_t c_locale(void) {
  static locale_t cached;
  if (!cached) cached = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  return cached;
}

int minipy_format_double(char *buffer, size_t size, char code, int alternate, int precision, double d) {
  char format[8] = {'%', 0};
  int i = 1;
  if (alternate) format[i++] = '#';
  format[i++] = '.';
  format[i++] = '*';
  format[i++] = code;
  format[i] = 0;
  locale_t before = uselocale(c_locale());
  int n = snprintf(buffer, size, format, precision, d);
  uselocale(before);
  return n;
}

double minipy_parse_double(const char *text, char **end) { return strtod_l(text, end, c_locale()); }

const uint64_t minipy_powers_of_ten_table[78] = {
  1ull, 0ull,
  10ull, 0ull,
  100ull, 0ull,
  1000ull, 0ull,
  10000ull, 0ull,
  100000ull, 0ull,
  1000000ull, 0ull,
  10000000ull, 0ull,
  100000000ull, 0ull,
  1000000000ull, 0ull,
  10000000000ull, 0ull,
  100000000000ull, 0ull,
  1000000000000ull, 0ull,
  10000000000000ull, 0ull,
  100000000000000ull, 0ull,
  1000000000000000ull, 0ull,
  10000000000000000ull, 0ull,
  100000000000000000ull, 0ull,
  1000000000000000000ull, 0ull,
  10000000000000000000ull, 0ull,
  7766279631452241920ull, 5ull,
  3875820019684212736ull, 54ull,
  1864712049423024128ull, 542ull,
  200376420520689664ull, 5421ull,
  2003764205206896640ull, 54210ull,
  1590897978359414784ull, 542101ull,
  15908979783594147840ull, 5421010ull,
  11515845246265065472ull, 54210108ull,
  4477988020393345024ull, 542101086ull,
  7886392056514347008ull, 5421010862ull,
  5076944270305263616ull, 54210108624ull,
  13875954555633532928ull, 542101086242ull,
  9632337040368467968ull, 5421010862427ull,
  4089650035136921600ull, 54210108624275ull,
  4003012203950112768ull, 542101086242752ull,
  3136633892082024448ull, 5421010862427522ull,
  12919594847110692864ull, 54210108624275221ull,
  68739955140067328ull, 542101086242752217ull,
  687399551400673280ull, 5421010862427522170ull,
};
