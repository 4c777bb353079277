#pragma once

// Takes the rows of Markers.def apart. A row's parameters are pairs: `(char *, filename), (int, lineno)`.

/// `const char * filename, const int lineno`: the parameters of a C function.
#define MINIPY_PARAMETERS(...) MINIPY_EACH(MINIPY_DECLARE, __VA_ARGS__)
#define MINIPY_DECLARE(pair) MINIPY_DECLARE_ pair
#define MINIPY_DECLARE_(type, name) const type name

/// `filename, lineno`: their names.
#define MINIPY_NAMES(...) MINIPY_EACH(MINIPY_NAME, __VA_ARGS__)
#define MINIPY_NAME(pair) MINIPY_NAME_ pair
#define MINIPY_NAME_(type, name) name

/// `(uint64_t)(filename), (uint64_t)(lineno)`: their values in 64 bits, integers with their sign.
#define MINIPY_WIDENED(...) MINIPY_EACH(MINIPY_WIDEN, __VA_ARGS__)
#define MINIPY_WIDEN(pair) MINIPY_WIDEN_ pair
#define MINIPY_WIDEN_(type, name) (uint64_t)(name)

/// `{"char *", "filename"}, {"int", "lineno"}`: the same as data.
#define MINIPY_DESCRIPTIONS(...) MINIPY_EACH(MINIPY_DESCRIBE, __VA_ARGS__)
#define MINIPY_DESCRIBE(pair) MINIPY_DESCRIBE_ pair
#define MINIPY_DESCRIBE_(type, name) {#type, #name}

/// How many there are: 1 to 8.
#define MINIPY_COUNT(...) MINIPY_NINTH(__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1)
#define MINIPY_NINTH(a, b, c, d, e, f, g, h, count, ...) count

/// `macro(first), macro(second), …`
#define MINIPY_EACH(macro, ...) MINIPY_PASTE(MINIPY_EACH_, MINIPY_COUNT(__VA_ARGS__))(macro, __VA_ARGS__)
#define MINIPY_PASTE(left, right) MINIPY_PASTE_(left, right)
#define MINIPY_PASTE_(left, right) left##right
#define MINIPY_EACH_1(macro, a) macro(a)
#define MINIPY_EACH_2(macro, a, ...) macro(a), MINIPY_EACH_1(macro, __VA_ARGS__)
#define MINIPY_EACH_3(macro, a, ...) macro(a), MINIPY_EACH_2(macro, __VA_ARGS__)
#define MINIPY_EACH_4(macro, a, ...) macro(a), MINIPY_EACH_3(macro, __VA_ARGS__)
#define MINIPY_EACH_5(macro, a, ...) macro(a), MINIPY_EACH_4(macro, __VA_ARGS__)
#define MINIPY_EACH_6(macro, a, ...) macro(a), MINIPY_EACH_5(macro, __VA_ARGS__)
#define MINIPY_EACH_7(macro, a, ...) macro(a), MINIPY_EACH_6(macro, __VA_ARGS__)
#define MINIPY_EACH_8(macro, a, ...) macro(a), MINIPY_EACH_7(macro, __VA_ARGS__)
