/*
 * The counties, districts and cities of their rank, by their full names (GB/T 2260, as of November
 * 2017): a string for each province, with a blank behind each name, then NULL.
 */
#ifndef BAOSONG_READER_PLACES_COUNTIES_H
#define BAOSONG_READER_PLACES_COUNTIES_H

extern const char *const places_counties[];

#endif
