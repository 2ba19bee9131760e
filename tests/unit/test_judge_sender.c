/* Who is believed to have sent a mail: what trusted servers found out, and addresses that imitate.
 */
#include "mail_case.h"
#include "support.h"

#include "judge/sender.h"

static char trusted_server[] = "mx.office.cn";
static char *trusted_servers[] = {trusted_server};
static const struct texts trusted = {trusted_servers, 1};

static const struct {
    const char *authentication;
    bool refuted;
} verdicts[] = {
    {"", false},
    {"mx.office.cn", false},
    {"mx.office.cn spf=pass dkim=none", false},
    {"mx.office.cn spf=fail", true},
    {"mx.office.cn spf=fail dkim=none dmarc=none", true},
    {"mx.office.cn spf=fail dkim=pass", false}, /* forwarded, and its signature held */
    {"mx.office.cn spf=pass dkim=pass dmarc=fail", true},
    {"mx.office.cn spf=fail dmarc=pass", false},
    {"mx.office.cn spf=softfail", false},
    {"mx.office.cn spf=failure", false},
    {"mx.office.cn.evil.cn spf=fail", false},
    {"mx.other.cn spf=fail", false}, /* whom nobody trusts */
    {"mx.other.cn spf=pass\nmx.office.cn spf=fail", true},
    /* what the sender wrote below is not heard */
    {"mx.office.cn spf=fail\nmx.office.cn spf=pass dmarc=pass", true},
};

static void test_trusted_servers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("", "", "");
        set_text(&mail->authentication, verdicts[i].authentication);
        struct submission submission = {.description = mail, .authserv_ids = &trusted};
        if (sender_refuted(&submission) != verdicts[i].refuted) {
            fail_msg("\"%s\" is judged otherwise", verdicts[i].authentication);
        }
        submission.authserv_ids = NULL;
        assert_false(sender_refuted(&submission));
    }
}

/* One unit of the campaign gets an address for the time of a test. */
static void with_address(const char *address, void (*check)(void))
{
    struct texts *addresses = &world.campaign->units[5].addresses;
    const struct texts kept = *addresses;
    char *one[] = {xstrdup(address)};
    *addresses = (struct texts){one, 1};
    check();
    *addresses = kept;
    free(one[0]);
}

static bool unverified(const char *from, const char *authentication, const struct texts *servers)
{
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("", "材料", "");
    set_text(&mail->from, from);
    set_text(&mail->authentication, authentication);
    mail_add(mail, KIND_PDF, "附件.pdf", "", "");
    const struct submission submission = {.description = mail,
                                          .delivered = CLOCK_UNKNOWN,
                                          .first_seen = 1511250000,
                                          .authserv_ids = servers};
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_message(world.judge, &submission);
    bool refuted = sender_refuted(&submission);
    bool of_unit = judgement->unit_state == UNIT_SURE && judgement->units[0].unit == 5;
    bool registered = strcmp(from, "hs.jtj@126.com") == 0;
    assert_int_equal(of_unit, registered && !refuted);
    for (size_t i = 0; i < judgement->finding_count; i++) {
        if (judgement->findings[i].finding.code == FINDING_UNVERIFIED_SENDER) {
            assert_int_equal(judgement->findings[i].file, -1);
            return true;
        }
    }
    return false;
}

static void check_addresses(void)
{
    static const struct {
        const char *from;
        bool imitates;
    } rows[] = {
        {"hs.jtj@126.com", false},   {"hs.jtl@126.com", true},
        {"hsjtj@126.com", true},     {"hs.jttj@126.com", true},
        {"hs.jtj@l26.com", true},    {"sh.jtj@126.com", true},
        {"hs.jtj@163.com", false},   {"", false},
        {"somebody@163.com", false}, {"hs.jtj@126.com.", true},
        {"hs.jtj2@126.com", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (unverified(rows[i].from, "", &trusted) != rows[i].imitates) {
            fail_msg("%s is judged otherwise", rows[i].from);
        }
    }
    assert_true(unverified("hs.jtj@126.com", "mx.office.cn spf=fail", &trusted));
    assert_false(unverified("hs.jtj@126.com", "mx.office.cn spf=fail", NULL));
}

static void check_numbers(void)
{
    assert_false(unverified("hsjtj02@126.com", "", NULL)); /* a colleague of hsjtj01 */
}

static void test_addresses(void **state)
{
    (void)state;
    with_address("hs.jtj@126.com", check_addresses);
    with_address("hsjtj01@126.com", check_numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trusted_servers),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
