/* Is the service well? What an administrator, a monitor and a metric want to know. */
#ifndef BAOSONG_DESK_HEALTH_H
#define BAOSONG_DESK_HEALTH_H

#include "desk/condition.h"
#include "desk/house.h"

/* Something that a person should see to, with the code for programs ("mailbox-failing"). */
struct health_problem {
    const char *code;
    char *subject; /* a mailbox; NULL for none */
    char *text;    /* a sentence for an administrator */
};

struct health {
    bool running;
    struct condition *condition; /* NULL: no service has ever run on this state folder */
    struct counts counts;
    uint64_t disk_free; /* bytes */
    struct health_problem *problems;
    size_t problem_count;
};

/* `running`: does a service hold the lock of the state folder? */
int health_look(struct house *house, bool running, struct health **health, struct error *error);
void health_free(struct health *health);
DEFINE_CLEANUP(struct health, health_free)

#endif
