package org.ngrokd.streams.http;

/** What a dialogue is followed for, and so how its messages are read. */
enum Manner {
  /** To be passed on: requests are read strictly, bodies are told as the next program gets them. */
  PASSING {
    @Override
    RequestHead request(byte[] head) throws BadMessageException {
      return RequestHead.parse(head, MOST_LINES);
    }

    @Override
    Asked asked(RequestHead head) {
      return Expected.by(head);
    }

    @Override
    PassingBody requestBody(BodyLength length) {
      return PassingBody.ofRequest(length);
    }

    @Override
    PassingBody replyBody(BodyLength length) {
      return PassingBody.ofReply(length);
    }
  },

  /** To be looked at: requests are read generously, of bodies their content is told. */
  WATCHING {
    @Override
    RequestHead request(byte[] head) throws BadMessageException {
      return RequestHead.watched(head);
    }

    @Override
    Asked asked(RequestHead head) {
      return Expected.watched(head);
    }

    @Override
    PassingBody requestBody(BodyLength length) {
      return PassingBody.contentOf(length);
    }

    @Override
    PassingBody replyBody(BodyLength length) {
      return PassingBody.contentOf(length);
    }
  };

  private static final int MOST_LINES = 1000;

  abstract RequestHead request(byte[] head) throws BadMessageException;

  abstract Asked asked(RequestHead head);

  abstract PassingBody requestBody(BodyLength length);

  abstract PassingBody replyBody(BodyLength length);
}
