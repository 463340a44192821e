#ifdef __cplusplus
extern "C" {
#endif
struct token {
	int kind;
	int at;
};
struct token *token_next(const char *s, int at);
void token_end(struct token *t);
#ifdef __cplusplus
}
#endif
