struct watch_ctx { int budget, wakeups; };

int watch_add(int fd, struct watch_ctx *ctx);
void watch_del(int fd);
int poll_once(void);
