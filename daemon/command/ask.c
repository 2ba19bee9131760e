#include "command/ask.h"

#include "base/limits.h"
#include "base/memory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

static struct termios as_it_was;

/* A terminal that stays mute after Ctrl-C is a nuisance. */
static void restore_and_end(int number)
{
    (void)number;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
    _exit(EXIT_FAILURE);
}

/* What is typed is not shown from here to show_typing(); no effect where there is no terminal. */
static void hide_typing(void)
{
    struct termios terminal;
    if (tcgetattr(STDIN_FILENO, &terminal) == 0) {
        as_it_was = terminal;
        signal(SIGINT, restore_and_end);
        terminal.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal);
    }
}

static void show_typing(void)
{
    if (isatty(STDIN_FILENO)) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
        signal(SIGINT, SIG_DFL);
    }
}

/* One line without its end and the blanks around it; NULL at the end of the input. */
static char *read_line(bool secret)
{
    char *line = NULL;
    size_t room = 0;
    if (secret) {
        hide_typing();
    }
    ssize_t size = getline(&line, &room, stdin);
    if (secret) {
        show_typing();
        putchar('\n');
    }
    if (size < 0) {
        free(line);
        return NULL;
    }
    char *start = line + strspn(line, " \t");
    size_t length = strcspn(start, "\r\n");
    while (length > 0 && (start[length - 1] == ' ' || start[length - 1] == '\t')) {
        length--;
    }
    char *answer = xstrndup(start, length);
    explicit_bzero(line, room);
    free(line);
    return answer;
}

static void put_question(const char *question, const char *fallback)
{
    if (fallback != NULL && *fallback != '\0') {
        printf("%s [%s]: ", question, fallback);
    } else {
        printf("%s: ", question);
    }
    fflush(stdout);
}

int ask(const char *question, const char *fallback, bool secret, ask_check *check, void *context,
        char **answer, struct error *error)
{
    struct error wrong = {0};
    for (int tries = 0; tries < LIMIT_ANSWERS; tries++) {
        put_question(question, fallback);
        CLEANUP_FREE char *line = read_line(secret);
        if (line == NULL) {
            return error_set(error, ERROR_USAGE,
                             "there was no answer to \"%s\"; nothing was written", question);
        }
        const char *given = *line == '\0' && fallback != NULL ? fallback : line;
        if (*given == '\0' && fallback == NULL) {
            error_set(&wrong, ERROR_USAGE, "an answer is needed here");
        } else if (check == NULL || check(given, context, &wrong) == 0) {
            *answer = xstrdup(given);
            return 0;
        }
        printf("  %s\n", wrong.text);
    }
    return error_set(error, ERROR_USAGE, "no right answer to \"%s\" (%s); nothing was written",
                     question, wrong.text);
}
