/* delivery-parts - a delivery and its messages in hand, among the parts of delivery */
/* SPDX-License-Identifier: ISC */

/*
 * Only these include this: delivery.c (the whole, and what comes out), delivery-take.c
 * (what comes in), delivery-decide.c (what may be done with a message, under the ledger's
 * lock), delivery-turn.c (what is written down when), delivery-crew.c (what the crew is
 * given and tells) and delivery-lane.c (what takes it).
 */

#ifndef SHOP_DELIVERY_PARTS_H
#define SHOP_DELIVERY_PARTS_H

#include <stddef.h>

#include "base/fingerprint.h"
#include "base/hash.h"
#include "base/seen.h"
#include "io/ledger.h"
#include "io/owner.h"
#include "shop/accounts.h"
#include "shop/crew.h"
#include "shop/delivery.h"
#include "shop/foretold.h"
#include "shop/mail.h"
#include "shop/rules.h"
#include "shop/transport.h"

/*
 * A longer wait for a rate, in milliseconds, is the next run's: a rate per second may
 * take a little longer than one.
 */
#define DELIVERY_NAP 1100

enum job_stage {
	JOB_FRESH,  /* to be decided */
	JOB_GIVEN,  /* claimed, and with the crew */
	JOB_BACK,   /* the crew has done with it; to be written down */
	JOB_DONE,   /* R has the answer */
	JOB_DROPPED /* nobody waits for an answer */
};

/* What takes messages: one that is down takes nothing more in this run. */
struct lane {
	const struct account *account; /* NULL: the transport */
	bool down;
	bool shut; /* the same, as soon as a thread of the crew knows; the crew's */
	struct outcome why;
};

enum { LANE_MAIL, LANE_NONE }; /* the transport; what the shop file says no more of */

/* A message in hand. */
struct job {
	struct task task; /* the first, so that a task is its job */
	enum job_stage stage;
	struct lane *lane;
	bool fed; /* it came in with this run; else it had waited in the ledger */

	/* The row: `entry` where the ledger has none that goes on, else `stored`. */
	struct ledger_entry entry, stored;
	bool found;
	unsigned char key[HASH_SIZE], content[FINGERPRINT_SIZE];
	char name[HASH_NAME];
	struct buf bytes, id, where, from, why;
	int64_t consent_at;	    /* as judge_note has it */
	enum rules_verdict verdict; /* of whoever was asked what became of it */
	bool asks;		    /* it waits for its mark */
	bool now;		    /* decided in the transaction that is open */
	bool lost;		    /* its claim is another process's */
	int64_t wake_ms; /* a rate lets it wait until then, by delivery_clock_ms */
	struct receipt receipt;
	struct job *next;
};

struct delivery {
	struct delivery_options o;
	struct transport *transport;
	struct mail_sender sender;
	struct ledger
	    *ledger; /* NULL before it is needed, and where a dry run has none */
	bool opened; /* the ledger was looked for, and the scope is known */
	struct buf scope;
	char owner[OWNER_MAX];
	struct crew *crew; /* NULL before the first message is handed over */
	int64_t handed;	   /* messages claimed in this run */
	struct accounts *accounts;
	struct lane *lanes; /* those of the accounts behind LANE_NONE */
	size_t n_lanes;
	bool blocked;		   /* a lane went down in this run */
	const struct message *as;  /* the message at hand, as the mail that shows it */
	struct account_mail shown; /* what that lends */
	struct buf request;
	bool (*ends)(void); /* whether the run is to end, or NULL */
	bool stopping;	    /* nothing more is to be begun */
	bool broken;	    /* the ledger has failed, and so has the run */
	struct err trouble;
	struct seen *met; /* the keys of a dry run, which the ledger does not know */
	struct foretold *foretold; /* and what it would have sent; else NULL */
	struct seen *asked;	   /* the keys whose fate was asked for; NULL: none */
	struct seen *left; /* the keys of what came in while another had it in hand, or
			      NULL */
	int64_t begun;	   /* when the ledger was opened, by its clock */
	bool limited;	   /* what came in was put off by the limit */
	bool looks_back;   /* all that came in was answered; what waits is looked at */
	struct ledger_entry cursor; /* the waiting row that was looked at last */
	bool unsure;		    /* the walk is among those whose outcome is unknown */

	struct job *first, **last; /* all that are in hand, as they came in */
	struct job *spare, *answered;
	size_t fresh, back, told; /* how many are FRESH, BACK, and ask */
	int64_t asked_ms; /* since when one asks, of CLOCK_MONOTONIC; 0: none does */
	size_t naps;	  /* of the FRESH, those that had to wait for a rate */
};

static inline struct ledger_entry *
job_row(struct job *job)
{
	return job->found ? &job->stored : &job->entry;
}

/* Seconds and milliseconds since 1970, as the ledger's clock has it. */
int64_t delivery_clock(const struct delivery *d);
int64_t delivery_clock_ms(const struct delivery *d);

/* Fills the receipt of JOB from ENTRY; JOB is done. */
void delivery_answer(struct delivery *d, struct job *job,
    const struct ledger_entry *entry, enum receipt_status status);

/* Reads the row of JOB into its `stored`. */
bool delivery_look_up(struct delivery *d, struct job *job, struct err *e);

/* Whether there is nothing to do about ROW now; *STATUS as rules_settled has it. */
bool delivery_rests(
    const struct delivery *d, struct ledger_entry *row, enum receipt_status *status);

/*
 * Notes that another process has JOB in hand.  If it came in, it is that one's and the
 * next run's: it is not taken up again.
 */
void delivery_leave(struct delivery *d, const struct job *job);

/* Answers JOB from what the ledger knows, where nothing is to be done about it. */
bool delivery_settled(struct delivery *d, struct job *job);

/*
 * Decides about a fresh JOB and writes that down, under the ledger's lock.  It is GIVEN
 * where it was claimed, and DONE or DROPPED else; in a dry run DONE.  It stays FRESH
 * where a rate lets it wait for a moment, until its wake_ms.
 */
bool delivery_decide(struct delivery *d, struct job *job, struct err *e);

/*
 * Goes on with all that is in hand until at most MOST messages are unfinished.  Where it
 * fails the run is broken: nothing more is begun.
 */
bool delivery_attend(struct delivery *d, size_t most, struct err *e);

/* Finds out what takes messages; E as accounts_new has it. */
bool delivery_lanes(struct delivery *d, const struct shop *shop, struct err *e);
void delivery_lanes_done(struct delivery *d);

/* What takes a message of CHANNEL to ADDRESS. */
struct lane *delivery_lane(struct delivery *d, struct str channel, struct str address);

/* What the receipt of JOB names as its transport. */
struct str delivery_carrier(const struct delivery *d, const struct job *job);

/* Whether the outcome of JOB can be in doubt. */
bool delivery_doubts(const struct delivery *d, const struct job *job);

/*
 * Finds the lane of JOB, which M came in for, and d->as.  E (ERR_RECORD) where there is
 * none, or M's address cannot be one.
 */
bool delivery_prepare(
    struct delivery *d, struct job *job, const struct message *m, struct err *e);

/* Renders M into the bytes of JOB, and what its Message-ID is into its id. */
bool delivery_render(
    struct delivery *d, struct job *job, const struct message *m, struct err *e);

/* Whether what the accounts need is there; SAYS gets a clause for each. */
bool delivery_check_lanes(const struct delivery *d, struct buf *says, struct err *e);

/* How many messages may be in hand, so that the crew always has work. */
size_t delivery_room(const struct delivery *d);

/* Whether each step of a message is committed before the next. */
bool delivery_stepwise(const struct delivery *d);

/*
 * How many messages one commit is for: half a batch, so that the two halves together,
 * claimed and not yet written down, are what a kill leaves in doubt.
 */
size_t delivery_chunk(const struct delivery *d);

/* How many messages may be with the crew, and how many are. */
size_t delivery_crew_room(const struct delivery *d);
size_t delivery_load(const struct delivery *d);

/* Starts the crew where there is none yet. */
bool delivery_man(struct delivery *d, struct err *e);

/*
 * Listens to the crew and takes note of what it tells; MS as crew_hear has it.  Whether
 * there was something to hear.
 */
bool delivery_listen(struct delivery *d, int ms);

/* Gives a claimed message to the crew. */
void delivery_hand_over(struct delivery *d, struct job *job);

#endif
