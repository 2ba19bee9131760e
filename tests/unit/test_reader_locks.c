/* Locked archives: keys of passwords, and bytes deciphered at any place. */
#include "base/memory.h"
#include "reader/lock_key.h"
#include "reader/plain.h"
#include "support.h"

#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void assert_hex(const unsigned char *bytes, size_t size, const char *hex)
{
    char text[128] = "";
    for (size_t i = 0; i < size; i++) {
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    }
    assert_string_equal(text, hex);
}

/* What Python's hashlib makes of the same. */
static void test_keys(void **state)
{
    (void)state;
    static const struct {
        enum lock_scheme scheme;
        size_t salt;
        size_t key;
        const char *hex;
    } rows[] = {
        {LOCK_RAR3, 8, 16, "78dd7b490112b359bda47ba6ff17c6ed"},
        {LOCK_RAR5, 16, 32, "4b3527d392a40f22d166e5bba68ebb444a7c56ec81d89755190b3826c37f86fd"},
        {LOCK_7Z, 3, 32, "8d340c502ce6d430123721b1e9834a0512105431224085c2da837d0387fb3c4f"},
    };
    struct job job = {0};
    struct keyring keyring = {.job = &job, .password = "信用a1"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct lock_salt salt = {.scheme = rows[i].scheme, .power = 4, .size = rows[i].salt};
        for (unsigned char j = 0; j < rows[i].salt; j++) {
            salt.bytes[j] = j;
        }
        const struct lock_key *key = keyring_get(&keyring, &salt);
        assert_non_null(key);
        assert_int_equal(key->cipher.size, rows[i].key);
        assert_hex(key->cipher.key, rows[i].key, rows[i].hex);
        if (rows[i].scheme == LOCK_RAR3) {
            assert_hex(key->cipher.iv, CIPHER_BLOCK, "3f3021b00fe4dea2fbd15dd762e0bc58");
        }
        if (rows[i].scheme == LOCK_RAR5) {
            assert_hex(key->hash, LOCK_HASH,
                       "2fd07f447cc388536e86c5da5fa82ab44af8a33ef540962440be2e0b805e0009");
            assert_hex(key->check, LOCK_CHECK, "4e6fa4b1acf04101");
        }
    }
}

/* What a message may cost is counted over all its archives; a key that is there costs nothing. */
static void test_cost_of_keys(void **state)
{
    (void)state;
    struct job job = {0};
    struct keyring keyring = {.job = &job, .password = "1"};
    struct lock_salt salt = {.scheme = LOCK_7Z, .power = 10};
    assert_non_null(keyring_get(&keyring, &salt));
    uint64_t once = job.key_blocks;
    assert_true(once > 0);
    assert_non_null(keyring_get(&keyring, &salt));
    assert_int_equal(job.key_blocks, once);
    static const unsigned powers[] = {30, 31, 63, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(powers); i++) {
        salt.power = powers[i];
        keyring.refused = false;
        assert_null(keyring_get(&keyring, &salt));
        assert_true(keyring.refused);
    }
    job.key_blocks = LIMIT_KEY_BLOCKS - once + 1;
    salt.power = 10;
    salt.size = 1;
    assert_null(keyring_get(&keyring, &salt));
    assert_true(job.key_blocks <= LIMIT_KEY_BLOCKS);
}

enum { SIZE = 200000 /* bytes: some chunks, and not a whole one */ };

/* A file of these bytes, enciphered; the caller closes it. */
static int enciphered(const struct cipher *cipher, const unsigned char *bytes, size_t size)
{
    CLEANUP_FREE unsigned char *locked = xmalloc(size);
    struct aes256_ctx aes;
    struct cipher running = *cipher;
    aes256_set_encrypt_key(&aes, cipher->key);
    cbc_encrypt(&aes, (nettle_cipher_func *)aes256_encrypt, CIPHER_BLOCK, running.iv, size, locked,
                bytes);
    int fd = memfd_create("locked", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, locked, size), size);
    return fd;
}

/* As many as are asked for, whatever is given at a time. */
static void assert_reads(const struct plain *plain, const unsigned char *whole, size_t at,
                         size_t size)
{
    CLEANUP_FREE unsigned char *found = xmalloc(size);
    for (size_t filled = 0; filled < size;) {
        ssize_t got = plain_read(plain, at + filled, found + filled, size - filled);
        assert_true(got > 0);
        filled += (size_t)got;
    }
    assert_memory_equal(found, whole + at, size);
}

/* The parts of a run are cut where no block of the cipher ends, as volumes are. */
static void test_plain_at_any_place(void **state)
{
    (void)state;
    CLEANUP_FREE unsigned char *whole = xmalloc(5 + SIZE);
    for (size_t i = 0; i < 5 + SIZE; i++) {
        whole[i] = (unsigned char)(i * i >> 3);
    }
    struct run run = {.cipher = {.size = 32, .key = {1, 2, 3}, .iv = {4, 5, 6}}};
    CLEANUP_FD int fd = enciphered(&run.cipher, whole + 5, SIZE);
    static const size_t cuts[] = {0, 7, 7, 4096, 70001, SIZE};
    for (size_t i = 1; i < COUNT_OF(cuts); i++) {
        run_add(&run,
                (struct extent){.fd = fd, .start = cuts[i - 1], .size = cuts[i] - cuts[i - 1]});
    }
    struct plain plain = {0};
    plain_add(&plain, whole, 5);
    plain_add_run(&plain, &run, SIZE - 9);
    run_clear(&run);
    assert_int_equal(plain.size, 5 + SIZE - 9);
    static const size_t places[] = {0,  3,  5,    6,    11,    12,    13,    20,
                                    21, 22, 4090, 4101, 65540, 70005, 131070};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        for (size_t size = 1; size < 40; size += 6) {
            assert_reads(&plain, whole, places[i], size);
        }
        assert_reads(&plain, whole, places[i], (size_t)plain.size - places[i]);
    }
    char byte;
    assert_int_equal(plain_read(&plain, plain.size, &byte, 1), 0);
    assert_int_equal(plain_read(&plain, UINT64_MAX, &byte, 1), 0);
    plain_clear(&plain);
}

/* A file that is shorter than its headers say is no end, but a fault. */
static void test_plain_that_is_cut(void **state)
{
    (void)state;
    static const unsigned char zeros[64];
    const struct cipher ciphers[] = {{.size = 32}, {.size = 0}};
    for (size_t i = 0; i < COUNT_OF(ciphers); i++) {
        CLEANUP_FD int fd = enciphered(&ciphers[0], zeros, 48);
        struct run run = {.cipher = ciphers[i]};
        struct plain plain = {0};
        char bytes[64];
        run_add(&run, (struct extent){.fd = fd, .start = 0, .size = 64});
        plain_add_run(&plain, &run, 64);
        assert_int_equal(plain_read(&plain, 0, bytes, sizeof bytes), 48);
        assert_int_equal(plain_read(&plain, 48, bytes, 1), -1);
        run_clear(&run);
        plain_clear(&plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_cost_of_keys),
        cmocka_unit_test(test_plain_at_any_place),
        cmocka_unit_test(test_plain_that_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
