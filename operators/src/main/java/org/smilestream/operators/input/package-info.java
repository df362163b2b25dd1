/**
 * What comes from a topic, before it is ordered: records that cannot be read go aside, and a
 * history that has been read is idle.
 */
package org.smilestream.operators.input;
