package partner;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import org.erdtman.jcs.JsonCanonicalizer;

// #region verify
/** Takes a message as it came, and gives it back only where one of the hub's keys has signed it. */
final class Signatures {
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();
  private final JWKSet keys;

  /** `keys` is what `/.well-known/jwks.json` of the hub says: JWKSet.load(url). */
  Signatures(JWKSet keys) {
    this.keys = keys;
  }

  ObjectNode verified(String wire) throws Exception {
    ObjectNode message = (ObjectNode) JSON.readTree(wire);
    ObjectNode unsigned = message.deepCopy();
    String jws = unsigned.path("jws").asText();
    unsigned.remove("jws");
    byte[] payload = new JsonCanonicalizer(JSON.writeValueAsString(unsigned)).getEncodedUTF8();
    JWSObject signed = JWSObject.parse(jws, new Payload(payload));
    if (!JWSAlgorithm.ES256.equals(signed.getHeader().getAlgorithm())) {
      throw new SecurityException("signed by another algorithm");
    }
    JWK key = keys.getKeyByKeyId(signed.getHeader().getKeyID());
    if (key == null) throw new SecurityException("signed by a key that is not known");
    // Lenient base64url lets its last letter be another.
    if (!Base64URL.encode(signed.getSignature().decode()).equals(signed.getSignature())) {
      throw new SecurityException("a signature that is written in another way");
    }
    if (!signed.verify(new ECDSAVerifier(key.toECKey()))) throw new SecurityException("does not verify");
    return message;
  }
}
// #endregion
