int histogram_start(int *bins, unsigned char *data, int n);
