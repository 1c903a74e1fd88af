/* tmpl-parse - the source of a template as a tree; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

#include "data/tmpl-parse.h"

#include "base/buf.h"

#define DEEPEST 64 /* sections within sections */

static unsigned
count_lines(struct str text)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < text.len; i++)
		n += text.at[i] == '\n';
	return n;
}

bool
tmpl_source_file(
    struct str text, const char *file, struct tmpl_source *out, struct err *e)
{
	struct str bom = STR("\xef\xbb\xbf");
	size_t bad;

	if (!str_utf8(text, &bad))
		return err_set(e, ERR_TROUBLE, "%s:%u: expected UTF-8", file,
		    1 + count_lines((struct str){ text.at, bad }));
	if (str_starts(text, bom))
		text = (struct str){ text.at + bom.len, text.len - bom.len };
	*out = (struct tmpl_source){ text, file, 1, STR("{{"), STR("}}"), true, true };
	return true;
}

/* A tag as it was found. */
struct tag {
	size_t from, to; /* with its delimiters */
	char sigil;	 /* one of the specification's, '{' for a triple, or NUL */
	struct str name; /* trimmed */
	unsigned line;
	bool space_before; /* nothing but space before it on its line ... */
	bool space_after;  /* ... and behind it */
	size_t line_from;  /* where the space before it begins */
	size_t line_to;	   /* behind the line end after it */
};

struct parser {
	struct pool *pool;
	const struct tmpl_source *s;
	struct str text;
	size_t i;      /* what is before it is in the tree */
	unsigned line; /* at `i` */
	struct str open, close;
	int depth;
	bool took_line;	   /* the tag read last took its whole line */
	struct tag closed; /* the closing tag read last */
	struct err *e;
};

static bool parse_until(
    struct parser *p, struct tmpl_node *parent, struct tmpl_node **first);

static struct str
slice(const struct parser *p, size_t from, size_t to)
{
	return (struct str){ p->text.at + from, to - from };
}

static void
move_to(struct parser *p, size_t to)
{
	p->line += count_lines(slice(p, p->i, to));
	p->i = to;
}

/* Whether the tag has its line to itself, and where that line begins and ends. */
static void
look_around(const struct parser *p, struct tag *t)
{
	size_t i = t->from;

	while (i > 0 && (p->text.at[i - 1] == ' ' || p->text.at[i - 1] == '\t'))
		i--;
	t->space_before = i == 0 ? p->s->from_start : p->text.at[i - 1] == '\n';
	t->line_from = i;
	i = t->to;
	while (i < p->text.len && (p->text.at[i] == ' ' || p->text.at[i] == '\t'))
		i++;
	if (i + 1 < p->text.len && p->text.at[i] == '\r' && p->text.at[i + 1] == '\n')
		i++;
	t->space_after = i == p->text.len ? p->s->to_end : p->text.at[i] == '\n';
	t->line_to = i == p->text.len ? i : i + 1;
}

static bool
name_valid(const struct parser *p, struct str name)
{
	size_t i;

	for (i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] <= ' ')
			return false;
	return name.len > 0 && str_find(name, p->open) < 0;
}

/* Finds the end of the tag that begins at T->from and reads what is in it. */
static bool
read_tag(struct parser *p, struct tag *t)
{
	struct buf end = BUF_INIT;
	struct str rest, shown;
	size_t start = t->from + p->open.len;
	ptrdiff_t len;

	t->line = p->line + count_lines(slice(p, p->i, t->from));
	t->sigil = start < p->text.len ? p->text.at[start] : '\0';
	if (t->sigil == '\0' || strchr("{&#^/><$=!", t->sigil) == NULL)
		t->sigil = '\0';
	else
		start++;
	if (t->sigil == '{')
		buf_char(&end, '}');
	if (t->sigil == '=')
		buf_char(&end, '=');
	buf_str(&end, p->close);
	rest = slice(p, start, p->text.len);
	len = str_find(rest, buf_view(&end));
	t->to = len < 0 ? p->text.len : start + (size_t)len + end.len;
	t->name = str_trim((struct str){ rest.at, len < 0 ? 0 : (size_t)len });
	shown = str_head(slice(p, t->from, p->text.len), 24);
	if (len < 0)
		(void)err_set(p->e, ERR_TROUBLE,
		    "%s:%u: expected \"%.*s\" behind \"%.*s\"", p->s->file, t->line,
		    STR_ARG(buf_view(&end)), STR_ARG(shown));
	buf_done(&end);
	if (len < 0)
		return false;
	look_around(p, t);
	if (t->sigil == '!' || t->sigil == '=' || name_valid(p, t->name))
		return true;
	shown = str_head(slice(p, t->from, t->to), 40);
	return err_set(p->e, ERR_TROUBLE, "%s:%u: %.*s: expected a name without spaces",
	    p->s->file, t->line, STR_ARG(shown));
}

static struct tmpl_node *
add(struct parser *p, struct tmpl_node ***tail, enum tmpl_node_kind kind, struct str text,
    unsigned line)
{
	struct tmpl_node *node = pool_zero(p->pool, sizeof *node);

	node->kind = kind;
	node->text = text;
	node->line = line;
	node->file = p->s->file;
	**tail = node;
	*tail = &node->next;
	return node;
}

static bool
set_delimiters(struct parser *p, const struct tag *t)
{
	struct str rest = t->name, open = rest;
	size_t i = 0;

	while (i < rest.len && (unsigned char)rest.at[i] > ' ')
		i++;
	open.len = i;
	rest = str_trim((struct str){ rest.at + i, rest.len - i });
	for (i = 0; i < rest.len; i++)
		if ((unsigned char)rest.at[i] <= ' ')
			rest.len = 0;
	if (open.len == 0 || rest.len == 0 || str_find(open, STR("=")) >= 0 ||
	    str_find(rest, STR("=")) >= 0)
		return err_set(p->e, ERR_TROUBLE,
		    "%s:%u: expected two delimiters without '=' and a space between them",
		    p->s->file, t->line);
	p->open = open;
	p->close = rest;
	return true;
}

/* Whether a tag of this kind takes its line with it where it has that to itself. */
static bool
takes_line(const struct tag *t, const struct tmpl_node *parent)
{
	if (t->sigil == '$' && parent != NULL && parent->kind == NODE_PARENT)
		return t->space_after; /* what is before it is not shown */
	return t->sigil != '\0' && strchr("#^/>=!$", t->sigil) != NULL &&
	       t->space_before && t->space_after;
}

/* Reads what is within NODE up to its closing tag. */
static bool
nested(struct parser *p, struct tmpl_node *node)
{
	if (p->depth == DEEPEST)
		return err_set(p->e, ERR_TROUBLE,
		    "%s:%u: expected at most %d sections within each other", p->s->file,
		    node->line, DEEPEST);
	p->depth++;
	if (!parse_until(p, node, &node->child))
		return false;
	p->depth--;
	return true;
}

/* {{$x}}: its source is kept too, because what fills a block is indented like it. */
static bool
block(struct parser *p, struct tmpl_node *node, const struct tag *t, bool argument)
{
	size_t from = p->i, to;

	node->own_line = p->took_line;
	if (t->space_before)
		node->indent = slice(p, t->line_from, t->from);
	node->content = (struct tmpl_source){ .file = p->s->file,
		.line = p->line,
		.open = p->open,
		.close = p->close,
		.from_start = node->own_line };
	if (!nested(p, node))
		return false;
	to = p->closed.space_before && (argument || p->took_line) ? p->closed.line_from
								  : p->closed.from;
	node->content.text = slice(p, from, to > from ? to : from);
	return true;
}

/*
 * {{<x}} has its line to itself where nothing but space is before it and behind its
 * closing tag; only then is LEAD, the space before it, indentation.
 */
static bool
parent_tag(struct parser *p, struct tmpl_node *node, struct tmpl_node *lead)
{
	if (!nested(p, node))
		return false;
	if (lead == NULL || !p->closed.space_after)
		return true;
	node->indent = lead->text;
	lead->text.len = 0;
	move_to(p, p->closed.line_to);
	return true;
}

/* Adds the node of the tag T, which is behind the parser, with all that is within it. */
static bool
tag_node(struct parser *p, const struct tag *t, const struct tmpl_node *parent,
    struct tmpl_node ***tail)
{
	struct tmpl_node *node, *lead = NULL;

	switch (t->sigil) {
	case '!':
		return true;
	case '=':
		return set_delimiters(p, t);
	case '#':
		return nested(p, add(p, tail, NODE_SECTION, t->name, t->line));
	case '^':
		return nested(p, add(p, tail, NODE_INVERTED, t->name, t->line));
	case '>':
		node = add(p, tail, NODE_PARTIAL, t->name, t->line);
		if (p->took_line)
			node->indent = slice(p, t->line_from, t->from);
		return true;
	case '<':
		if (t->space_before)
			lead = add(
			    p, tail, NODE_TEXT, slice(p, t->line_from, t->from), t->line);
		return parent_tag(p, add(p, tail, NODE_PARENT, t->name, t->line), lead);
	case '$':
		return block(p, add(p, tail, NODE_BLOCK, t->name, t->line), t,
		    parent != NULL && parent->kind == NODE_PARENT);
	default:
		node = add(p, tail, NODE_VALUE, t->name, t->line);
		node->raw = t->sigil == '{' || t->sigil == '&';
		return true;
	}
}

/* Whether the closing tag T closes PARENT. */
static bool
closes(struct parser *p, const struct tmpl_node *parent, const struct tag *t)
{
	if (parent == NULL)
		return err_set(p->e, ERR_TROUBLE,
		    "%s:%u: {{/%.*s}}: expected a section to be open here", p->s->file,
		    t->line, STR_ARG(t->name));
	if (!str_eq(parent->text, t->name))
		return err_set(p->e, ERR_TROUBLE,
		    "%s:%u: expected {{/%.*s}}, which line %u opens, got {{/%.*s}}",
		    p->s->file, t->line, STR_ARG(parent->text), parent->line,
		    STR_ARG(t->name));
	p->closed = *t;
	return true;
}

/* The rest of the text, which has no more tags. */
static bool
last_text(struct parser *p, struct tmpl_node *parent, struct tmpl_node **tail)
{
	if (p->i < p->text.len)
		(void)add(p, &tail, NODE_TEXT, slice(p, p->i, p->text.len), p->line);
	move_to(p, p->text.len);
	return parent == NULL ||
	       err_set(p->e, ERR_TROUBLE,
		   "%s:%u: expected {{/%.*s}}, which line %u opens, the template ends",
		   p->s->file, p->line, STR_ARG(parent->text), parent->line);
}

/* Reads nodes up to the tag that closes PARENT, or where that is NULL to the end. */
static bool
parse_until(struct parser *p, struct tmpl_node *parent, struct tmpl_node **first)
{
	struct tmpl_node **tail = first;

	for (;;) {
		ptrdiff_t found = str_find(slice(p, p->i, p->text.len), p->open);
		struct tag t = { 0 };
		size_t end;

		if (found < 0)
			return last_text(p, parent, tail);
		t.from = p->i + (size_t)found;
		if (!read_tag(p, &t))
			return false;
		p->took_line = takes_line(&t, parent);
		end = t.space_before && (p->took_line || t.sigil == '<') ? t.line_from
									 : t.from;
		if (end > p->i)
			(void)add(p, &tail, NODE_TEXT, slice(p, p->i, end), p->line);
		move_to(p, p->took_line ? t.line_to : t.to);
		if (t.sigil == '/')
			return closes(p, parent, &t);
		if (!tag_node(p, &t, parent, &tail))
			return false;
	}
}

bool
tmpl_tree(struct pool *pool, const struct tmpl_source *s, struct tmpl_node **first,
    struct err *e)
{
	struct parser p = { .pool = pool,
		.s = s,
		.text = s->text,
		.line = s->line,
		.open = s->open,
		.close = s->close,
		.e = e };

	*first = NULL;
	if (p.text.at == NULL)
		p.text = STR("");
	return parse_until(&p, NULL, first);
}

struct str
tmpl_indent(struct str text)
{
	size_t i = 0;

	while (i < text.len && (text.at[i] == ' ' || text.at[i] == '\t'))
		i++;
	return (struct str){ text.at, i };
}

struct str
tmpl_reindent(
    struct pool *pool, struct str text, struct str dedent, struct str indent, bool first)
{
	struct buf out = BUF_INIT;
	struct str copy;

	while (text.len > 0) {
		const char *end = memchr(text.at, '\n', text.len);
		size_t len = end == NULL ? text.len : (size_t)(end - text.at) + 1;
		struct str line = { text.at, len };

		if (first) {
			buf_str(&out, indent);
			if (str_starts(line, dedent)) {
				line.at += dedent.len;
				line.len -= dedent.len;
			}
		}
		buf_str(&out, line);
		first = true;
		text.at += len;
		text.len -= len;
	}
	copy = pool_copy(pool, buf_view(&out));
	buf_done(&out);
	return copy;
}
