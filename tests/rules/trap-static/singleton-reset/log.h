#ifndef LOG_H
#define LOG_H

struct logger {
	char *prefix;
	int lines;
};

struct logger *logger_get(void);
int logger_setprefix(struct logger *l, const char *s);
void logger_put(struct logger *l);

#endif
