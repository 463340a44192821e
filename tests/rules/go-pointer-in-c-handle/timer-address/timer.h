void timer_add(int ticks, void *arg);
void timer_tick(void);
