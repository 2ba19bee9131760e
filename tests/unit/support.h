/* What every unit test begins with: cmocka and the headers it needs before it. */
#ifndef BAOSONG_TESTS_SUPPORT_H
#define BAOSONG_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
