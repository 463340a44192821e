#include <stddef.h>

void log_attach(char *buf, size_t size);
void log_line(int code);
size_t log_flush(void);
