package org.smilestream.operators.control;

/**
 * Whose answer to a request is given.
 *
 * @param answers number of answers that have come
 */
public record Selection(String model, int answers) {}
