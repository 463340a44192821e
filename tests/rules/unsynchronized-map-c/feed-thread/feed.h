int feed_start(int instruments);
void feed_stop(void);
