struct ring;

struct ring *ring_new(void);
int ring_push(struct ring *r, void *buf, int len);
int ring_flush(struct ring *r);
void ring_free(struct ring *r);
