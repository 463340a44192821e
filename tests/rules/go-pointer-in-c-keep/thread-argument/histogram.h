int histogram_start(int *bins, unsigned char *data, int n);
void histogram_wait(void);
