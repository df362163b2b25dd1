package org.smilestream.data;

/**
 * Something that was learned from the rows up to {@code sequence}, to be used for later rows only.
 * Exactly one of the last three is set.
 */
public record KnowledgeUpdate(
    long sequence, long eventTime, PosteriorSample sample, Scaler scaler, DictionaryEntry entry) {

  public static KnowledgeUpdate of(PosteriorSample sample) {
    return new KnowledgeUpdate(sample.lastSequence(), sample.lastEventTime(), sample, null, null);
  }

  public static KnowledgeUpdate of(long sequence, long eventTime, Scaler scaler) {
    return new KnowledgeUpdate(sequence, eventTime, null, scaler, null);
  }

  public static KnowledgeUpdate of(long sequence, long eventTime, DictionaryEntry entry) {
    return new KnowledgeUpdate(sequence, eventTime, null, null, entry);
  }
}
