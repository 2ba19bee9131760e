/* Whose a document is by its number, as it was read and as it was misread. */
#include "judge/prefix.h"
#include "mail_case.h"
#include "support.h"

#include <cmocka.h>

static const struct {
    const char *number, *issuer;
    bool scan;
    const char *owner, *misread; /* the units; "": none */
} rows[] = {
    {"黄人社发〔2017〕54号", "", true, "市人社局", ""},
    {"黄林发〔2017〕54号", "", true, "市林业局", ""},
    {"（黄）林罚〔2017〕4号", "", true, "市林业局", ""},
    {"(黄)林罚〔2017〕4号", "", true, "市林业局", ""},
    {"萤人社发〔2017〕54号", "", true, "", "市人社局"},
    {"萤发改财金〔2017〕54号", "黄石市发展和改革委员会", true, "", "市发改委"},
    /* typed, nothing is misread */
    {"萤政办发〔2017〕54号", "", false, "", ""},
    /* another city's, by its sign or by its letterhead */
    {"咸政办发〔2017〕54号", "", true, "", ""},
    {"冈政办发〔2017〕54号", "", true, "", ""},
    {"鄂政办发〔2017〕54号", "", true, "", ""},
    {"萤政办发〔2017〕54号", "鄂州市人民政府办公室", true, "", ""},
    /* one character says too little: 园林 is no 黄林; nor is another than the first guessed */
    {"园林发〔2017〕54号", "", true, "", ""},
    {"黄政发〔2017〕54号", "", true, "", ""},
    /* no sign at all */
    {"黄石市人民政府令第19号", "", true, "", ""},
    {"2017年第16号", "", true, "", ""},
};

static const char *name_of(int unit)
{
    return unit >= 0 ? world.campaign->units[unit].name : "";
}

static void test_owners(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("", "", "");
        struct described_file *file = mail_add(mail, KIND_PDF, "附件.pdf", "", "");
        file->scan = rows[i].scan;
        file->document_number = xstrdup(rows[i].number);
        file->issuer = xstrdup(rows[i].issuer);
        const char *prefix = NULL;
        assert_string_equal(name_of(prefix_owner(world.campaign, rows[i].number)), rows[i].owner);
        assert_string_equal(name_of(prefix_misread_owner(world.campaign, file, &prefix)),
                            rows[i].misread);
    }
}

/* What staff are told: the number as it was read, and how it is understood. */
static void test_told(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "市环保局材料", "");
    struct described_file *file = mail_add(mail, KIND_PDF, "共性任务1/方案.pdf", "", "");
    file->scan = true;
    file->document_number = xstrdup("萤政办发〔2017〕54号");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    bool told = false;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const char *detail = judgement->findings[i].finding.detail;
        told |= judgement->findings[i].finding.code == FINDING_OTHER_UNIT && detail != NULL &&
                strstr(detail, "识别为萤政办发〔2017〕54号，开头应是“黄政办”") != NULL;
    }
    assert_true(told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_owners),
        cmocka_unit_test(test_told),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
