package partner;

import com.fasterxml.jackson.databind.node.ObjectNode;

// #region place
/** How far the feed has been dealt with. Keep it in your database, in the transaction that deals with the message. */
final class Place {
  private static final String HEARTBEAT = "org.concord.subscription.heartbeat.v1";

  enum Is {
    /** The next one: deal with it. */
    NEXT,
    /** Dealt with before, or a heartbeat: leave it. */
    NOTHING_NEW,
    /** Something before it is missing: fetch that first. */
    AFTER_A_GAP
  }

  private long last;

  Place(long last) {
    this.last = last;
  }

  Is of(ObjectNode message) {
    if (HEARTBEAT.equals(message.path("type").textValue())) {
      return message.path("data").path("lastsequence").longValue() > last ? Is.AFTER_A_GAP : Is.NOTHING_NEW;
    }
    long sequence = message.path("sequence").longValue();
    if (sequence <= last) return Is.NOTHING_NEW;
    return sequence == last + 1 ? Is.NEXT : Is.AFTER_A_GAP;
  }

  void dealtWith(ObjectNode message) {
    last = message.path("sequence").longValue();
  }
}
// #endregion
