package org.smilestream.operators.champion;

import java.io.Serializable;

/**
 * When a challenger takes the place of the champion.
 *
 * @param automatic whether one that is found to be better does; else that is only reported
 * @param errorRate probability that a challenger that is not better is ever found to be
 * @param windowRows rows of one test
 */
public record PromotionSettings(boolean automatic, double errorRate, int windowRows)
    implements Serializable {}
