/*
 * A small campaign of two stages, three units and four tasks, in memory, for tests of the rooms
 * that print: 市教育局 (C1 C2 F1), 市国资委 (C1 C2), 市国资公司 (F1, its own).
 */
#ifndef BAOSONG_TESTS_OFFICE_H
#define BAOSONG_TESTS_OFFICE_H

#include "base/clock.h"
#include "campaign/campaign.h"
#include "judge/board.h"

#include <stdlib.h>
#include <string.h>

enum { EDUCATION, ASSETS_OFFICE, ASSETS_COMPANY, OFFICE_UNITS };

/* 2017-11-23T00:00:00+08:00 and 2017-12-16T00:00:00+08:00 */
static const int64_t office_midterm = 1511366400;
static const int64_t office_final = 1513353600;

struct office {
    struct campaign campaign;
    struct stage stages[2];
    struct category category;
    struct task tasks[4];
    struct task *all[4];
    const struct task *of_education[3], *of_assets[2], *of_company[1];
    char *alias[1];
    struct unit units[OFFICE_UNITS];
};

static inline struct unit office_unit(struct office *office, const char *name,
                                      const char *full_name, const struct task **tasks,
                                      size_t count)
{
    return (struct unit){.name = xstrdup(name),
                         .full_name = xstrdup(full_name),
                         .category = &office->category,
                         .tasks = tasks,
                         .task_count = count};
}

static inline struct task office_task(const char *id, const char *title)
{
    return (struct task){.id = xstrdup(id),
                         .title = xstrdup(title),
                         .text = xasprintf("%s的要求", title),
                         .common = id[0] == 'C'};
}

static inline struct office *office_new(void)
{
    struct office *office = xcalloc(1, sizeof *office);
    struct error error;
    if (clock_use_zone("Asia/Shanghai", &error) != 0) {
        abort();
    }
    static const char *const tasks[][2] = {
        {"C1", "工作方案"}, {"C2", "信用承诺<红黑>"}, {"F1", "校园诚信"}, {"F1", "企业诚信"}};
    for (size_t i = 0; i < COUNT_OF(tasks); i++) {
        office->tasks[i] = office_task(tasks[i][0], tasks[i][1]);
        office->all[i] = &office->tasks[i];
    }
    memcpy(office->of_education, office->all, sizeof office->of_education);
    memcpy(office->of_assets, office->all, sizeof office->of_assets);
    office->of_company[0] = &office->tasks[3];
    office->units[EDUCATION] =
        office_unit(office, "市教育局", "黄石市教育局", office->of_education, 3);
    office->units[ASSETS_OFFICE] = office_unit(
        office, "市国资委", "黄石市人民政府国有资产监督管理委员会", office->of_assets, 2);
    office->units[ASSETS_COMPANY] =
        office_unit(office, "市国资公司", "黄石市国有资产经营有限公司", office->of_company, 1);
    office->alias[0] = xstrdup("教育局");
    office->units[EDUCATION].aliases = (struct texts){.at = office->alias, .count = 1};
    office->stages[0] =
        (struct stage){xstrdup("midterm"), xstrdup("第一阶段（中期评估）"), office_midterm};
    office->stages[1] =
        (struct stage){xstrdup("final"), xstrdup("第二阶段（补充材料）"), office_final};
    office->category = (struct category){
        .id = xstrdup("all"), .title = xstrdup("市直部门"), .common = true, .graded = true};
    office->campaign = (struct campaign){.id = xstrdup("small"),
                                         .title = xstrdup("2017年信用绩效考核"),
                                         .contacts_due = CLOCK_UNKNOWN,
                                         .deficient = FINDING_BIT(FINDING_NO_SEAL),
                                         .stages = office->stages,
                                         .stage_count = 2,
                                         .categories = &office->category,
                                         .category_count = 1,
                                         .units = office->units,
                                         .unit_count = OFFICE_UNITS,
                                         .tasks = office->all,
                                         .task_count = 4};
    return office;
}

static inline void office_free(struct office *office)
{
    for (size_t i = 0; i < COUNT_OF(office->tasks); i++) {
        free(office->tasks[i].id);
        free(office->tasks[i].title);
        free(office->tasks[i].text);
    }
    for (size_t i = 0; i < OFFICE_UNITS; i++) {
        free(office->units[i].name);
        free(office->units[i].full_name);
    }
    for (size_t i = 0; i < COUNT_OF(office->stages); i++) {
        free(office->stages[i].id);
        free(office->stages[i].title);
    }
    free(office->alias[0]);
    free(office->category.id);
    free(office->category.title);
    free(office->campaign.id);
    free(office->campaign.title);
    free(office);
}

#endif
