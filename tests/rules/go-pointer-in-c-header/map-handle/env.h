void each_pair(void *arg);
