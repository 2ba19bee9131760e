/* Opening: the daemon and its commands may meet a new, a restored or an old ledger together. */
#include "ledger_world.h"

#include <sys/wait.h>

enum { OPENERS = 8, ROUNDS = 40 };

/* A child's whole life: it waits until the others are there too, and opens the ledger. */
static _Noreturn void open_as_child(const char *folder, int start)
{
    struct ledger *ledger = NULL;
    struct error error = {0};
    char nothing;
    if (read(start, &nothing, 1) != 0) {
        _exit(2);
    }
    if (ledger_open(folder, LEDGER_CREATE, &ledger, &error) != 0) {
        fprintf(stderr, "%s\n", error.text);
        _exit(1);
    }
    ledger_close(ledger);
    _exit(0);
}

/* How many of OPENERS processes, let go at the same moment, could not open the ledger. */
static int open_together(const char *folder)
{
    pid_t children[OPENERS];
    int start[2];
    int failed = 0;
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < OPENERS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            close(start[1]);
            open_as_child(folder, start[0]);
        }
    }
    close(start[0]);
    close(start[1]);
    for (int i = 0; i < OPENERS; i++) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        failed += WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
    }
    return failed;
}

static void test_new_ledger_opened_together(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < ROUNDS; i++) {
        CLEANUP_FREE char *folder = xasprintf("%s/%d", world->folder, i);
        assert_int_equal(open_together(folder), 0);
    }
}

/* A backup is no write-ahead-log database until it is opened as a ledger again. */
static void test_restored_ledger_opened_together(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < ROUNDS; i++) {
        CLEANUP_FREE char *folder = xasprintf("%s/%d", world->folder, i);
        CLEANUP_FREE char *restored = xasprintf("%s/ledger.db", folder);
        must(world, files_make_folder(folder, 0700, &world->error));
        must(world, ledger_backup(world->ledger, restored, &world->error));
        assert_int_equal(open_together(folder), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_new_ledger_opened_together, world_setup_empty,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(test_restored_ledger_opened_together, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
