package org.smilestream.data;

import java.io.Serializable;

/**
 * A category got a slot. Slots are given once and never taken back, so older positions keep their
 * meaning.
 */
public record DictionaryEntry(int column, String category, int slot) implements Serializable {}
