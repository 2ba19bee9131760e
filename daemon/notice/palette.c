#include "notice/palette.h"

const struct palette palette[STANDING_COUNT] = {
    [STANDING_COMPLETE] = {0xE2EFDA, 0x70AD47, "√"},
    [STANDING_LATE] = {0xFCE4D6, 0xED7D31, "迟"},
    [STANDING_DEFICIENT] = {0xFFE699, 0xFFC000, "补"},
    [STANDING_REVIEW] = {0xDDEBF7, 0x5B9BD5, "核"},
    [STANDING_MISSING] = {0xF8CBAD, 0xF4CCCC, ""},
    [STANDING_WAIVED] = {0xEDEDED, 0xBFBFBF, "免"},
};
