package org.smilestream.operators;

/**
 * Whose answer to a request is given.
 *
 * @param answers number of answers that have come
 */
record Selection(String model, int answers) {}
